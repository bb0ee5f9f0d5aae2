// title: Islands
// description: Archipelagos from high above with reefs, shores, woods, peaks, cloud shadows and ships
// tags: terrain, aerial, islands, sea, map

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

float hash(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

float noise(vec2 p, uint s) {
    vec2 f = floor(p);
    uvec2 c = uvec2(ivec2(f)) * uvec2(0x9C8F2D35U, 0x63D835B3U);
    uvec4 k = c.x + c.y + s * 0x51ED2705U + uvec4(0U, 0x9C8F2D35U, 0x63D835B3U, 0x006762E8U);
    vec4 h = vec4(ivec4((k ^ (k >> 15)) * 0x6D2F8A35U >> 8));
    f = p - f;
    f = f * f * (3.0 - 2.0 * f);
    vec2 m = mix(h.xz, h.yw, f.x);
    return mix(m.x, m.y, f.y) * 5.9604645e-8;
}

vec3 noised(vec2 p, uint s) {
    vec2 f = floor(p);
    uvec2 c = uvec2(ivec2(f)) * uvec2(0x9C8F2D35U, 0x63D835B3U);
    uvec4 k = c.x + c.y + s * 0x51ED2705U + uvec4(0U, 0x9C8F2D35U, 0x63D835B3U, 0x006762E8U);
    vec4 h = vec4(ivec4((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) * 5.9604645e-8;
    f = p - f;
    vec2 u = f * f * (3.0 - 2.0 * f);
    vec2 du = 6.0 * f * (1.0 - f);
    float b = h.y - h.x, d = h.z - h.x, e = h.w - h.z - b;
    return vec3(h.x + b * u.x + d * u.y + e * u.x * u.y, du * vec2(b + e * u.y, d + e * u.x));
}

float fbm(vec2 p, int octaves, uint s) {
    float a = 0.5, v = 0.0;
    for (int i = 0; i < octaves; i++) {
        v += a * noise(p, s + uint(i));
        p = mat2(1.62, 1.19, -1.19, 1.62) * p;
        a *= 0.5;
    }
    return v / (1.0 - 2.0 * a);
}

vec3 fbmd(vec2 p, int octaves, uint s) {
    mat2 turn = mat2(1.62, 1.19, -1.19, 1.62), m = mat2(1.0);
    float a = 0.5;
    vec3 v = vec3(0.0);
    for (int i = 0; i < octaves; i++) {
        vec3 n = noised(p, s + uint(i));
        v += a * vec3(n.x, n.yz * m);
        p = turn * p;
        m = turn * m;
        a *= 0.5;
    }
    return v;
}

vec3 hsv(float h, float s, float v) {
    return v * mix(vec3(1.0), clamp(abs(mod(h * 6.0 + vec3(0.0, 4.0, 2.0), 6.0) - 3.0) - 1.0, 0.0, 1.0), s);
}

mat2 rot(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.8);
    float depth = 1.0 / (1.0 - 0.5 * rnd(s, 1) * u.y);
    vec2 p = rot(6.28 * rnd(s, 2)) * (u * depth + vec2(0.0, depth)) * (0.6 + 1.8 * rnd(s, 3)) + 40.0 * rnd(s, 4) + 0.6 * iTime;
    vec2 w = vec2(noise(p * 0.9, s + 1U), noise(p * 0.9 + 6.0, s + 2U)) - 0.5;
    vec3 h = fbmd(p * 0.8 + 0.9 * w, 6, s + 3U);
    float sea = 0.44 + 0.16 * rnd(s, 5), e = h.x - sea;
    float way = 6.28 * rnd(s, 6);
    vec2 sun = vec2(cos(way), sin(way));
    float relief = 1.0 - 0.5 * dot(h.yz, sun);
    vec3 deep = hsv(0.53 + 0.12 * rnd(s, 7), 0.75, 0.3 + 0.25 * rnd(s, 8)), reef = hsv(0.44 + 0.1 * rnd(s, 9), 0.5, 0.85);
    float wave = noise(p * vec2(14.0, 22.0) + 3.0 * w, s + 12U);
    vec3 col = mix(deep, reef, smoothstep(-0.09, -0.005, e + 0.03 * (wave - 0.5))) * (0.9 + 0.2 * wave);
    float surf = smoothstep(0.012, 0.0, abs(e + 0.012 + 0.01 * (wave - 0.5)));
    col = mix(col, vec3(1.0), 0.8 * surf);
    if (e > 0.0) {
        float fine = noise(p * 18.0, s + 14U), patchy = fbm(p * 3.0, 3, s + 15U);
        float kind = rnd(s, 10);
        vec3 sand = hsv(0.1, 0.35, 0.9), wood = hsv(0.22 + 0.13 * rnd(s, 11), 0.6, 0.3), dry = hsv(0.09 + 0.09 * rnd(s, 12), 0.45, 0.6), rock = hsv(0.05 + 0.1 * rnd(s, 13), 0.25, 0.5);
        if (kind < 0.2) { sand = vec3(0.25, 0.23, 0.22); dry = hsv(0.03, 0.4, 0.35); }
        col = mix(sand, mix(wood * (0.6 + 0.8 * fine), dry, smoothstep(0.45, 0.6, patchy)), smoothstep(0.012, 0.03, e + 0.02 * (fine - 0.5)));
        col = mix(col, rock * (0.6 + 0.7 * fine), smoothstep(0.12, 0.17, e + 0.05 * (patchy - 0.5)));
        if (kind > 0.5) col = mix(col, vec3(0.97), smoothstep(0.19, 0.22, e + 0.06 * (patchy - 0.5)));
        vec2 t = p * 9.0;
        float town = step(0.62, noise(p * 1.7, s + 18U)) * step(e, 0.1) * step(0.015, e);
        vec2 tf = abs(fract(t) - 0.5);
        if (town > 0.5 && hash(ivec2(floor(t)), s + 19U) < 0.6) col = max(tf.x, tf.y) < 0.3 ? hsv(0.02 + 0.08 * hash(ivec2(floor(t)), s), 0.5, 0.8) : vec3(0.6, 0.57, 0.5);
        col *= clamp(relief, 0.25, 1.7);
    } else {
        vec2 b = rot(3.0 * rnd(s, 14)) * p * 1.6;
        vec2 bo = fract(b) - 0.5;
        if (hash(ivec2(floor(b)), s + 21U) < 0.3 && e < -0.05) {
            float hull = max(abs(bo.y) - 0.035 * smoothstep(0.17, 0.05, bo.x), abs(bo.x) - 0.14);
            float trail = smoothstep(0.03 + 0.12 * (-bo.x - 0.1), 0.0, abs(bo.y)) * step(bo.x, -0.1) * smoothstep(-0.5, -0.1, bo.x);
            col = mix(col, vec3(0.95), 0.7 * trail);
            if (hull < 0.0) col = abs(bo.x + 0.05) < 0.04 ? vec3(0.95) : hsv(hash(ivec2(floor(b)), s + 22U), 0.6, 0.6);
        }
    }
    float cloud = smoothstep(0.55, 0.72, fbm(p * 0.7 + 3.0 + 0.5 * iTime, 4, s + 30U) + 0.2 * (rnd(s, 15) - 0.65));
    float shadow = smoothstep(0.55, 0.72, fbm(p * 0.7 + 3.0 + 0.5 * iTime + 0.2 * sun, 2, s + 30U) + 0.2 * (rnd(s, 15) - 0.65));
    col *= 1.15 - 0.55 * shadow;
    col = mix(col, vec3(1.0, 0.99, 0.97), cloud * 0.95);
    col = mix(col, hsv(0.55, 0.2, 0.9), clamp(0.14 * (depth - 0.8), 0.0, 0.7));
    fragColor = vec4(film(col * 1.45), 1.0);
}
