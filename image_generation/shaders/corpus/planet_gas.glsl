// title: Banded Giant
// description: A gas giant with turbulent bands, storms, rings and small moons that cast shadows
// tags: planet, space, rings, bands, turbulence

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

vec2 hash2(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
    k = (k ^ (k >> 15)) * 0x6D2F8A35U;
    k = (k ^ (k >> 14)) * 0xA3C59E1BU;
    return vec2(float(int(k >> 16)), float(int((k ^ (k >> 13)) & 65535U))) / 65536.0;
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

float fbm(vec2 p, int octaves, uint s) {
    float a = 0.5, v = 0.0;
    for (int i = 0; i < octaves; i++) {
        v += a * noise(p, s + uint(i));
        p = mat2(1.62, 1.19, -1.19, 1.62) * p;
        a *= 0.5;
    }
    return v / (1.0 - 2.0 * a);
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
    vec2 p = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.5);
    float r = 0.55 + 1.4 * rnd(s, 1) * rnd(s, 2);
    vec2 c = (vec2(rnd(s, 3), rnd(s, 4)) - 0.5) * (0.6 + 1.3 * r);
    mat2 roll = rot(3.0 * (rnd(s, 5) - 0.5));
    vec2 q = roll * (p - c) / r;
    float tip = 1.2 * (rnd(s, 6) - 0.5);
    float light = 6.28 * rnd(s, 7);
    vec3 sun = normalize(vec3(cos(light), 0.5 * sin(light), 0.2 + 0.7 * rnd(s, 8)));
    vec2 cellAt = p * 16.0;
    vec2 h = hash2(ivec2(floor(cellAt)), s);
    vec3 col = vec3(1.0) * smoothstep(0.16 * h.x * h.x, 0.0, length(fract(cellAt) - 0.25 - 0.5 * h));
    float dust = fbm(rot(0.5) * p * 1.2, 5, s + 1U);
    col += hsv(rnd(s, 9), 0.6, 0.5) * smoothstep(0.35, 0.75, dust) + hsv(rnd(s, 10), 0.5, 0.16);
    float d2 = dot(q, q);
    float inner = 1.25 + 0.3 * rnd(s, 11), outer = inner + 0.4 + 0.8 * rnd(s, 12);
    float squeeze = sin(tip * 0.8 + 0.06);
    vec2 ringP = vec2(q.x, q.y / squeeze);
    float rr = length(ringP);
    float ringOn = step(0.35, rnd(s, 13)) * step(inner, rr) * step(rr, outer);
    float grooves = noise(vec2(rr * 28.0, 1.0), s + 3U) * 0.7 + 0.3 * noise(vec2(rr * 70.0, 2.0), s + 3U);
    vec3 ringCol = mix(hsv(rnd(s, 14), 0.3, 0.85), hsv(rnd(s, 15), 0.4, 0.4), noise(vec2(rr * 9.0, 5.0), s));
    float ringA = ringOn * smoothstep(0.2, 0.6, grooves);
    bool front = q.y * squeeze < 0.0;
    float shadowRing = smoothstep(0.9, 1.05, length(q - sun.xy * dot(q, sun.xy))) + step(0.0, dot(q, sun.xy));
    ringCol *= clamp(shadowRing, 0.15, 1.0) * 1.1;
    if (!front) col = mix(col, ringCol, ringA);
    if (d2 < 1.0) {
        vec3 n = vec3(q, sqrt(1.0 - d2));
        vec3 m = n;
        m.yz = rot(tip) * m.yz;
        float lat = m.y, lon = atan(m.x, m.z) + 6.0 * rnd(s, 16) + iTime;
        float bands = 3.0 + 5.0 * rnd(s, 17);
        float swirl = fbm(vec2(lon * 2.0, lat * 7.0), 4, s + 5U) - 0.5;
        float y = lat + 0.16 * swirl + 0.02 * sin(lon * 8.0 + lat * 20.0);
        float a = noise(vec2(y * bands, 1.0), s + 6U), b = noise(vec2(y * bands * 2.7, 4.0), s + 7U);
        vec3 mat = mix(hsv(rnd(s, 18), 0.55, 0.75), hsv(rnd(s, 18) + 0.2 * rnd(s, 19), 0.35, 0.95), smoothstep(0.3, 0.7, a));
        mat = mix(mat, hsv(rnd(s, 20), 0.6, 0.4), smoothstep(0.55, 0.8, b));
        vec2 spot = vec2(mod(lon, 6.2832) - 3.1, (lat + 0.6 * rnd(s, 21) - 0.3) * 2.4);
        float sd = length(spot * (1.0 + rnd(s, 22)));
        mat = mix(mat, hsv(rnd(s, 20), 0.7, 0.7) * (0.7 + 0.4 * sin(sd * 25.0 + 6.0 * swirl)), smoothstep(0.5, 0.35, sd));
        mat *= 0.8 + 0.6 * (fbm(vec2(lon * 5.0, y * 30.0), 3, s + 9U) - 0.2);
        vec2 toRing = vec2(n.x - sun.x * n.y / (abs(sun.y) + 0.15) * sign(sun.y), n.z);
        float sr = length(toRing);
        float lit = smoothstep(-0.05, 0.8, dot(n, sun)) * (1.0 - 0.6 * step(0.35, rnd(s, 13)) * smoothstep(inner - 0.3, inner - 0.25, sr) * step(sr, inner));
        col = mat * (0.04 + 1.4 * lit) * (0.6 + 0.4 * n.z);
    }
    if (front) col = mix(col, ringCol, ringA);
    for (int i = 0; i < 3; i++) {
        vec2 o = p - vec2(2.0 * rnd(s, 40 + i) - 1.0, 2.0 * rnd(s, 50 + i) - 1.0);
        float mr = 0.03 + 0.12 * rnd(s, 60 + i) * rnd(s, 63 + i);
        vec2 l = o / mr;
        float dd = dot(l, l);
        if (dd < 1.0) {
            vec3 n = vec3(l, sqrt(1.0 - dd));
            vec3 sm = vec3(transpose(roll) * sun.xy, sun.z);
            col = hsv(rnd(s, 70 + i), 0.3, 0.8) * (0.5 + 0.7 * noise(l * 3.0, s)) * (0.05 + 1.3 * max(dot(n, sm), 0.0));
        }
    }
    fragColor = vec4(film(col * 1.3), 1.0);
}
