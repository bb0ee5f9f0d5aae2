// title: Stacked Logs
// description: Ends of cut logs in a pile with rings, cracks and bark, in snow, sun or moss
// tags: wood, logs, rings, packing, bark

uint scramble(uint x) {
    x = (x ^ (x >> 15)) * 0x6D2F8A35U;
    x = (x ^ (x >> 13)) * 0xA3C59E1BU;
    return x ^ (x >> 16);
}

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

uint cell(ivec2 c, uint s) {
    return scramble(uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U);
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

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 3.2);
    float tilt = 0.8 * (rnd(s, 1) - 0.5);
    vec2 p = u / (1.0 + tilt * u.x) * (0.8 + 2.4 * rnd(s, 2)) + vec2(20.0 * rnd(s, 3) + 0.4 * iTime, 20.0 * rnd(s, 4));
    p.x /= 1.0 + 0.2 * rnd(s, 5);
    float row = floor(p.y / 0.866);
    float best = 9.0, second = 9.0;
    vec2 off = vec2(0.0);
    uint k = 0U;
    float rad = 0.5;
    for (int j = 0; j < 6; j++) {
        float ry = row + float(j / 3) ;
        float sx = 0.5 * mod(ry, 2.0);
        float cx = floor(p.x - sx + 0.5) + float(j % 3 - 1) + sx;
        uint id = cell(ivec2(int(floor(cx * 2.0)), int(ry)), s);
        vec2 o = p - vec2(cx, ry * 0.866) - 0.12 * (vec2(rnd(id, 1), rnd(id, 2)) - 0.5);
        float r = 0.36 + 0.17 * rnd(id, 3);
        float d = length(o) / r;
        if (d < best) { second = best; best = d; off = o; k = id; rad = r; }
        else second = min(second, d);
    }
    float ang = atan(off.y, off.x) + 6.28 * rnd(k, 4);
    vec2 ecc = off + 0.25 * rad * (vec2(rnd(k, 5), rnd(k, 6)) - 0.5) * (1.0 - best);
    float wob = noise(off * 3.0 + 40.0 * vec2(rnd(k, 7), rnd(k, 8)), s);
    float l = length(ecc) / rad + 0.14 * (wob - 0.5) * best;
    float edge = best + 0.08 * (noise(off * 9.0 + 3.0, k) - 0.5);
    float ringN = 7.0 + 9.0 * rnd(k, 9);
    float rings = l * ringN + 0.6 * noise(vec2(l * 5.0, 1.0), k);
    vec3 light = hsv(0.05 + 0.07 * rnd(s, 6), 0.25 + 0.35 * rnd(s, 7), 0.85), heart = hsv(0.02 + 0.07 * rnd(s, 8), 0.6, 0.45);
    vec3 mat = mix(heart, light, smoothstep(0.2, 0.75, l + 0.3 * (rnd(k, 10) - 0.5)));
    if (rnd(s, 9) < 0.35) mat = mix(mat, vec3(0.5, 0.5, 0.48), 0.7);
    mat *= (0.7 + 0.4 * smoothstep(0.1, 0.8, fract(rings))) * (0.75 + 0.45 * rnd(k, 11));
    float crack = abs(sin(ang * 0.5 * (2.0 + floor(4.0 * rnd(k, 12))) + 1.2 * wob)) * l;
    mat *= 0.25 + 0.75 * smoothstep(0.01, 0.05, crack + 0.05 * step(0.75, rnd(k, 13)) + 0.08 * smoothstep(0.6, 0.9, l));
    mat *= 0.75 + 0.4 * noise(vec2(ang * 14.0, l * 3.0), k) + 0.15 * sin(dot(off, vec2(60.0, 20.0)));
    vec3 bark = hsv(0.05 + 0.06 * rnd(s, 10), 0.35, 0.2 + 0.2 * rnd(k, 14)) * (0.4 + 1.2 * noise(vec2(ang * 5.0, best * 9.0), k));
    vec3 col = mix(mat, bark, smoothstep(0.86, 0.9, edge));
    float up = off.y / rad;
    col *= 0.85 + 0.35 * up * smoothstep(0.75, 1.0, edge);
    vec3 snowCol = rnd(s, 11) < 0.5 ? vec3(0.95, 0.97, 1.0) : hsv(0.28, 0.6, 0.4);
    float cover = smoothstep(0.8, 0.95, edge + 0.25 * up - 0.1) * step(0.3, up) * step(0.55, rnd(s, 12));
    col = mix(col, snowCol * (0.7 + 0.4 * wob), cover);
    float deep = smoothstep(0.98, 1.03, edge);
    col = mix(col, vec3(0.02), deep * (1.0 - 0.6 * cover));
    col *= 0.6 + 0.4 * smoothstep(0.0, 0.25, second - best + 0.1);
    float shade = fbm(u * 1.2 + 7.0 * rnd(s, 13), 3, s + 60U);
    col *= mix(1.0, 0.45 + 1.0 * smoothstep(0.42, 0.55, shade), step(0.4, rnd(s, 14)));
    fragColor = vec4(film(col * 1.7), 1.0);
}
