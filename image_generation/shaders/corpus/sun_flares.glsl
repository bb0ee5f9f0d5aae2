// title: Solar Disc
// description: The sun in false colours with granules, spots, loops and flares at its limb, near and far
// tags: sun, star, flares, space, plasma

uint scramble(uint x) {
    x = (x ^ (x >> 15)) * 0x6D2F8A35U;
    x = (x ^ (x >> 13)) * 0xA3C59E1BU;
    return x ^ (x >> 16);
}

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

vec3 rnd3(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x2545F491U;
    k = (k ^ (k >> 15)) * 0x6D2F8A35U;
    k = (k ^ (k >> 13)) * 0xA3C59E1BU;
    return vec3(ivec3(k >> 22, (k >> 12) & 1023U, (k >> 2) & 1023U)) / 1023.0;
}

float hash(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

vec2 hash2(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
    k = (k ^ (k >> 15)) * 0x6D2F8A35U;
    k = (k ^ (k >> 14)) * 0xA3C59E1BU;
    return vec2(float(int(k >> 16)), float(int((k ^ (k >> 13)) & 65535U))) / 65536.0;
}

uint cell(ivec2 c, uint s) {
    return scramble(uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U);
}

vec3 unpack(uint k) {
    return vec3(ivec3(k >> 22, (k >> 12) & 1023U, (k >> 2) & 1023U)) / 1023.0;
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

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

float angle(vec2 v) {
    return atan(v.y, v.x + (abs(v.x) + abs(v.y) < 1e-6 ? 1e-6 : 0.0));
}

vec4 voronoi(vec2 p, uint s, out uint id) {
    vec2 c = floor(p), near = vec2(0.0);
    float best = 9.0, next = 9.0;
    id = 0U;
    for (int j = 0; j < 9; j++) {
        vec2 g = c + vec2(j % 3 - 1, j / 3 - 1);
        vec2 o = p - g - 0.5 - 0.9 * (hash2(ivec2(g), s) - 0.5);
        float d = dot(o, o);
        if (d < best) { next = best; best = d; near = o; id = cell(ivec2(g), s); }
        else next = min(next, d);
    }
    return vec4(near, sqrt(best), sqrt(next) - sqrt(best));
}

float ramp(float a, float b, float x) {
    x = clamp((x - a) / (b - a), 0.0, 1.0);
    return x * x * (3.0 - 2.0 * x);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.6);
    float R = 0.5 + 1.3 * rnd(s, 1) * rnd(s, 2);
    vec2 o = u - (0.2 + 0.8 * max(R - 0.6, 0.0)) * 2.0 * (rnd3(s, 3).xy - 0.5);
    float r = length(o), a = angle(o);
    float hue = rnd(s, 4) < 0.6 ? 0.02 + 0.1 * rnd(s, 5) : rnd(s, 5);
    vec3 deep = hsv(hue - 0.03, 0.95, 0.35), mid = hsv(hue, 0.85, 0.95), hot = hsv(hue + 0.05, 0.35, 1.0);
    vec3 col = hsv(hue + 0.5, 0.5, 0.03) + step(0.992, hash(ivec2(fragCoord / iResolution.y * 110.0), s)) * 0.5;
    float out_ = max(r - R, 0.0) / R;
    float stream = noise(vec2(a * 5.0, 1.0), s) * 0.6 + 0.4 * noise(vec2(a * 17.0, out_ * 1.5 - iTime), s + 1U);
    float wide = noise(vec2(a * 1.6 + 4.0, 2.0), s + 2U);
    col += mid * exp(-out_ * (2.5 + 5.0 * (1.0 - wide))) * (0.35 + 0.7 * stream) * (0.5 + 0.6 * rnd(s, 6));
    for (int i = 0; i < 7; i++) {
        vec3 h = rnd3(s, 20 + i), g = rnd3(s, 30 + i);
        float b = 6.28 * h.x, size = R * (0.08 + 0.26 * h.y * h.y);
        vec2 dir = vec2(cos(b), sin(b)), q = o - dir * R * (0.97 + 0.02 * g.y);
        vec2 l = vec2(dot(q, dir), dot(q, vec2(-dir.y, dir.x))) / size;
        l += 0.12 * (vec2(noise(l * 3.0 + 3.0 * iTime, s + uint(i)), noise(l * 3.0 + 9.0 + 3.0 * iTime, s + uint(i))) - 0.5);
        float loop = abs(length(l * vec2(0.8, 1.2)) - 0.85);
        float strand = noise(vec2(angle(l) * 4.0, loop * 14.0 - 2.0 * iTime), s + 40U + uint(i));
        float fire = ramp(0.22, 0.0, loop) * (0.3 + 1.1 * strand) * step(0.0, l.x + 0.2);
        if (g.x > 0.6) {
            float jet = abs(l.y - 0.5 * (g.z - 0.5) * l.x * l.x) / (0.12 + 0.25 * l.x);
            fire = step(0.0, l.x) * ramp(1.0, 0.0, jet) * ramp(2.2, 0.2, l.x) * (0.4 + strand);
        }
        if (r > R * 0.97) col += mix(mid, hot, 0.5 * strand) * fire * 1.3;
    }
    if (r < R) {
        vec2 q = o / R;
        float z = sqrt(max(1.0 - dot(q, q), 0.0));
        vec2 m = q / (0.55 + 0.45 * z) * (1.2 + R) + 7.0 * rnd(s, 7) + 0.2 * iTime;
        vec3 w = fbmd(m * 3.0, 3, s + 3U);
        uint id;
        vec4 v = voronoi(m * (7.0 + 4.0 * rnd(s, 8)) + 0.8 * w.yz, s + 4U, id);
        float grain = ramp(0.0, 0.35, v.w) * (0.7 + 0.3 * unpack(id).x);
        float big = fbm(m * 1.1 + 0.4 * w.yz, 4, s + 5U), wisp = abs(noise(m * 2.2 + w.yz, s + 6U) - 0.5);
        col = mix(deep, mid, 0.35 + 0.5 * grain) * (0.55 + 0.7 * big);
        col = mix(col, hot, ramp(0.66, 0.92, big + 0.2 * grain) + 0.4 * ramp(0.05, 0.0, wisp));
        for (int i = 0; i < 6; i++) {
            vec3 h = rnd3(s, 50 + i);
            float rad = 0.05 + 0.12 * h.z * h.z;
            vec2 at = (h.xy - 0.5) * 1.3;
            vec2 e = (q - at) * vec2(1.0 / max(sqrt(max(1.0 - at.x * at.x, 0.1)), 0.3), 1.0);
            float l = length(e) + 0.03 * (noise(e * 30.0, s + uint(i)) - 0.5), fil = noise(vec2(angle(e) * 9.0, l * 9.0), s + 60U);
            col = mix(col, deep * (0.35 + 0.7 * fil), ramp(rad, rad * 0.85, l));
            col = mix(col, vec3(0.03), ramp(rad * 0.5, rad * 0.4, l + 0.02 * fil));
            col += hot * 0.35 * ramp(0.05, 0.0, abs(l - rad * 1.25)) * fil;
        }
        float dark = abs(noise(m * 0.8 + 3.0, s + 8U) - 0.5 + 0.15 * w.x);
        col *= 1.0 - 0.6 * ramp(0.03, 0.01, dark) * step(0.5, noise(m * 0.7, s + 9U));
        col *= 0.35 + 0.75 * pow(z, 0.45);
        col += mid * 0.5 * ramp(0.93, 1.0, r / R);
    }
    vec2 planet = (u - vec2(1.6, 1.2) * (rnd3(s, 9).xy - 0.5) - 0.1 * sin(iTime)) / (0.04 + 0.13 * rnd(s, 10));
    if (rnd(s, 11) < 0.4 && length(planet) < 1.0) col = vec3(0.01) + mid * 0.4 * ramp(0.85, 1.0, length(planet));
    fragColor = vec4(film(col * 1.4), 1.0);
}
